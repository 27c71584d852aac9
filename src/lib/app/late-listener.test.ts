import { expect, test } from 'vitest';
import { LateListener } from './late-listener';

test('whoever comes late hears what was missed, in order and once, and then the rest', () => {
	const late = new LateListener<number>();
	const heard: number[] = [];
	late.tell(1);
	late.tell(2);
	late.listen((thing) => heard.push(thing));
	late.tell(3);
	expect(heard).toEqual([1, 2, 3]);
});
