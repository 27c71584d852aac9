/* eslint-disable no-var -- browsers too old for the app must read it too */
/* Runs before anything is drawn, also in browsers too old for the app: language, theme, and a word to the latter. */
(function () {
	var root = document.documentElement;
	function stored(key) {
		try {
			return localStorage.getItem(key);
		} catch (error) {
			void error;
			return null;
		}
	}
	function language() {
		var wanted = navigator.languages || [navigator.language || ''];
		for (var i = 0; i < wanted.length; i++) {
			if (/^zh\b/i.test(wanted[i])) return 'zh-CN';
			if (/^en\b/i.test(wanted[i])) return 'en';
		}
		return 'en';
	}
	function theme() {
		if (!window.matchMedia) return 'light';
		if (matchMedia('(prefers-contrast: more)').matches) return 'sunlight';
		return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
	}
	var lang = stored('muster.language');
	root.lang = lang === 'zh-CN' || lang === 'en' ? lang : language();
	var chosen = stored('muster.theme');
	root.setAttribute('data-theme', /^(light|dark|sunlight)$/.test(chosen) ? chosen : theme());

	// Buffers that can be resized came with Chrome 111, Safari 16.4 and Firefox 128: the app's floor.
	if (!window.ArrayBuffer || !ArrayBuffer.prototype.resize) root.className = 'too-old';

	// WeChat empties its browser together with its own files, and installs nothing. DingTalk's and Feishu's
	// are as good as any where they have workers, and hold nothing for sure where they have none.
	var agent = navigator.userAgent;
	if (
		/MicroMessenger/.test(agent) ||
		(!navigator.serviceWorker && /DingTalk|Lark|Feishu/.test(agent))
	) {
		root.setAttribute('data-in-app', '');
		var base = document.currentScript.getAttribute('src').replace('/first-paint.js', '');
		var path = location.pathname.slice(base.length);
		// What stands behind the #, such as the code of a slip, is for no server to see.
		if (stored('muster.in-app') !== 'goes-on' && path !== '/open-in-browser')
			location.replace(
				base + '/open-in-browser?next=' + encodeURIComponent(path + location.search) + location.hash
			);
	}

	// The app asks after some taps; left alone, the browser would on its own.
	addEventListener('beforeinstallprompt', function (event) {
		event.preventDefault();
		window.musterInstallPrompt = event;
	});
})();
