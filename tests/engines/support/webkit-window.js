// A window for WebKit, run by gjs: `gjs -m webkit-window.js <profile folder> <language> <width> <height>`.
// WebKit's own MiniBrowser forgets everything at its end when a driver leads it; this keeps its profile.
import Gtk from 'gi://Gtk?version=3.0';
import WebKit from 'gi://WebKit2?version=4.1';

const [profileDir, language, width, height] = ARGV;

Gtk.init(null);
const context = new WebKit.WebContext({
	website_data_manager: new WebKit.WebsiteDataManager({
		base_data_directory: `${profileDir}/data`,
		base_cache_directory: `${profileDir}/cache`
	})
});
context.set_automation_allowed(true);
context.set_preferred_languages([language]);
context.connect('automation-started', lead);
Gtk.main();

/**
 * @param {unknown} _
 * @param {{ connect: (signal: string, handle: () => unknown) => void }} session of a driver
 */
function lead(_, session) {
	session.connect('create-web-view', openWindow);
}

function openWindow() {
	const view = new WebKit.WebView({ web_context: context, is_controlled_by_automation: true });
	view.get_settings().enable_write_console_messages_to_stdout = true;
	const window = new Gtk.Window({ default_width: Number(width), default_height: Number(height) });
	window.add(view);
	window.show_all();
	return view;
}
