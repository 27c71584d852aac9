/** What gjs gives a program of its own: GNOME's libraries, without types here, and its arguments. */
declare module 'gi://*';
declare const ARGV: readonly string[];
