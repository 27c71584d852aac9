import type { Figure } from './figure';
import type { World } from './world';

export type Bench = {
	readonly name: string;
	/** @param quick fewer rounds, for trying out */
	run(world: World, quick: boolean): Promise<Figure[]>;
};
