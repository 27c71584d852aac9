import { describe, expect, test } from 'vitest';
import { TransactionLost } from '$lib/domain/protocol/server-store';
import { wholeRow } from '$lib/domain/rows';
import type { Statements } from './sql';
import { SqlStore } from './sql-store';

const id = 'taskaaaaaaaaaaa';
const stored = wholeRow('tasks', { id, title: 'As stored' });

/** Statements that answer every read with one row, note what is run, and fail where told to. */
function scripted(failing: string): { statements: Statements; ran: string[] } {
	const ran: string[] = [];
	const fake = {
		run: (sql: string) => void ran.push(sql.slice(0, 6)),
		text: () => JSON.stringify(stored),
		runPlain(sql: string) {
			ran.push(sql);
			if (sql === failing) throw new Error('database or disk is full');
		}
	};
	// A class with private fields cannot be faked by its shape alone.
	return { statements: fake as unknown as Statements, ran };
}

describe('a savepoint', () => {
	test('that is rolled back takes along what the store remembered of it', () => {
		const { statements } = scripted('');
		const store = new SqlStore(statements);
		store.savepoint();
		store.updateRow('tasks', wholeRow('tasks', { id, title: 'Never committed' }), ['title']);
		expect(store.get('tasks', id)?.title).toBe('Never committed');
		store.rollback();
		store.release();
		expect(store.get('tasks', id)?.title).toBe('As stored');
	});

	test('that cannot be rolled back ends the transaction: nothing runs after it', () => {
		const { statements, ran } = scripted('ROLLBACK TO op');
		const store = new SqlStore(statements);
		store.savepoint();
		expect(() => {
			store.rollback();
		}).toThrow(TransactionLost);
		store.release();
		expect(ran).toEqual(['SAVEPOINT op', 'ROLLBACK TO op']);
	});
});

test('a written row is told to every space that holds it', () => {
	const { statements } = scripted('');
	const store = new SqlStore(statements);
	store.insertRow(
		'conflicts',
		wholeRow('conflicts', { id: 'c'.repeat(15), project: 'ours', task: id, author: 'me' })
	);
	expect([...store.touched].sort()).toEqual(['p:ours', 'u:me']);
});
