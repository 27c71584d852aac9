import { expect, test } from 'vitest';
import { BOARD_COMMANDS } from '../../src/lib/domain/commands/board';
import { DAILY_COMMANDS } from '../../src/lib/domain/registry';
import { makePlan } from './plan';
import { Chance } from './random';
import { runSeed } from './run';
import { Scheduler } from './scheduler';

test('the same seed makes the same trace, and another seed another', async () => {
	const traces: string[] = [];
	for (const seed of [7, 7, 8]) traces.push((await runSeed(seed)).hash);
	expect(traces[0]).toBe(traces[1]);
	expect(traces[0]).not.toBe(traces[2]);
});

test('the same seed makes the same plan', () => {
	expect(makePlan(42)).toEqual(makePlan(42));
});

test('steps run in the order of their times, whatever order they were asked for in', async () => {
	const scheduler = new Scheduler(0);
	const chance = new Chance(1);
	const asked = Array.from({ length: 200 }, () => chance.integer(0, 50));
	const ran: number[] = [];
	for (const atMs of asked) scheduler.after(atMs, 'step', null, () => ran.push(atMs));
	while ((await scheduler.next(1_000)) !== null);
	expect(ran).toEqual([...asked].sort((a, b) => a - b));
});

test('the steps of a program that has died never run, and those of a frozen one wait', async () => {
	const scheduler = new Scheduler(0);
	const program = { alive: true, frozenUntilMs: 500 };
	const ran: string[] = [];
	scheduler.after(10, 'late', program, () => ran.push(`late at ${scheduler.nowMs}`));
	scheduler.after(20, 'other', null, () => ran.push('other'));
	await scheduler.next(100);
	await scheduler.next(600);
	scheduler.after(10, 'never', program, () => ran.push('never'));
	program.alive = false;
	await scheduler.next(2_000);
	expect(ran).toEqual(['other', 'late at 500']);
});

test('what a plan does reaches every command and every outcome', async () => {
	const met = new Set<string>();
	for (let seed = 1; seed <= 250; seed++)
		for (const { name, outcome } of (await runSeed(seed)).log) met.add(name).add(outcome);
	const commands = Object.keys({ ...DAILY_COMMANDS, ...BOARD_COMMANDS });
	const outcomes = ['applied', 'noop', 'refused', 'superseded'];
	expect([...met]).toEqual(expect.arrayContaining([...outcomes, ...commands]));
});
