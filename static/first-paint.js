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

	// color-mix() came with Chrome 111, Safari 16.2 and Firefox 113: about the floor of the app.
	if (!(window.CSS && CSS.supports && CSS.supports('color', 'color-mix(in srgb, red, red)')))
		document.addEventListener('DOMContentLoaded', function () {
			document.getElementById('too-old').hidden = false;
		});
})();
