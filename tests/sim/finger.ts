import type { Ms } from '../../src/lib/domain/ids';
import type { CommandArgs, CommandName } from '../../src/lib/domain/registry';
import type { View } from '../../src/lib/domain/tx';
import type { Program } from './device';
import type { Taps } from './taps';

/** A finger: which program, and two numbers that choose among what its screen shows. */
export type Finger = {
	readonly program: Program;
	readonly view: View;
	readonly a: number;
	readonly b: number;
	readonly taps: Taps;
	readonly nowMs: Ms;
};
export type Given = {
	[N in CommandName]: { readonly name: N; readonly args: CommandArgs[N]; readonly says: object };
}[CommandName];

/** One of the choices; undefined where there is none. */
export function at<T>(choices: readonly T[], index: number): T | undefined {
	return choices[index % Math.max(1, choices.length)];
}
