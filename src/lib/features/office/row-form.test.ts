import { expect, test } from 'vitest';
import { RowForm } from './row-form.svelte';

const saved = { name: '李强', department: '生产' };

function open() {
	const source = { row: saved };
	const given: object[] = [];
	const form = new RowForm(() => source.row);
	const save = (why = '') => form.submit((changes) => (given.push(changes), why));
	return { source, form, given, save };
}

test('what was not edited follows the row, and what was stays', () => {
	const { source, form } = open();
	form.edit({ name: '李小强' });
	source.row = { name: '李 强', department: '质量' };
	expect(form.fields).toEqual({ name: '李小强', department: '质量' });
});

test('only what differs from the row is given, so that nobody else’s word is put back', () => {
	const { source, form, given, save } = open();
	form.edit({ name: '李小强', department: '生产' });
	source.row = { ...saved, department: '质量' };
	form.edit({ department: '质量' });
	expect(save()).toBe('');
	expect(given).toEqual([{ name: '李小强' }]);
});

test('where nothing was edited, nothing is given', () => {
	const { given, save } = open();
	expect(save()).toBe('');
	expect(given).toEqual([]);
});

test('once given, all follows the row again', () => {
	const { source, form, given, save } = open();
	form.edit({ name: '李小强' });
	save();
	source.row = { ...saved, name: '李小强' };
	form.edit({ name: '李强' });
	save();
	expect(given).toEqual([{ name: '李小强' }, { name: '李强' }]);
});

test('what was refused stays as it was typed', () => {
	const { form, save } = open();
	form.edit({ name: '王芳' });
	expect(save('taken')).toBe('taken');
	expect(form.fields.name).toBe('王芳');
});

test('what the phone could not keep is in the form again, under what was typed meanwhile', async () => {
	const { form } = open();
	form.edit({ name: '王芳', department: '质量' });
	const saving = form.save(
		() => '',
		() => Promise.resolve('full')
	);
	expect(form.fields).toEqual(saved);
	form.edit({ department: '销售' });
	expect(await saving).toBe('full');
	expect(form.fields).toEqual({ name: '王芳', department: '销售' });
});

test('where nothing was edited, the phone is not asked whether it kept it', async () => {
	const { form } = open();
	const kept = () => Promise.resolve('full');
	expect(await form.save(() => '', kept)).toBe('');
});
