import type { Ms } from '../domain/ids';
import type { Clock } from '../sync/ports';

export const systemClock: Clock = {
	nowMs(): Ms {
		return Date.now();
	}
};
