import { ORGANISATION } from '$lib/domain/entities';
import { deriveRowId, type DepartmentId, type DeviceId, type PersonId } from '$lib/domain/ids';
import type { DemoAccount, DemoRow } from '../../hooks/demo-script';
import { demoPassword } from '../demo-accounts.table';
import {
	chosenStaffNumbers,
	departmentNames,
	firstStaffNumber,
	organisationName,
	partTime,
	peopleRows,
	type DepartmentKey,
	type PersonKey
} from './organisation.table';
import { demoZone } from './work-clock';
import type { Lang } from './words';

export type Ids = {
	readonly seed: string;
	department(key: DepartmentKey): DepartmentId;
	person(key: PersonKey): PersonId;
	device(key: PersonKey): DeviceId;
};

export function makeIds(seed: string): Ids {
	return {
		seed,
		department: (key) => deriveRowId<DepartmentId>(seed, 'department', key),
		person: (key) => deriveRowId<PersonId>(seed, 'person', key),
		device: (key) => deriveRowId<DeviceId>(seed, 'device', key)
	};
}

export function departmentOf(key: PersonKey): DepartmentKey {
	const row = peopleRows.find(([person]) => person === key);
	if (!row) throw new Error(`nobody is called ${key}`);
	return row[3];
}

/** Departments and people, and how each of them signs in. */
export function makeOrganisation(
	ids: Ids,
	lang: Lang
): { rows: DemoRow[]; accounts: DemoAccount[] } {
	const rows: DemoRow[] = [organisationRow(lang), ...departmentRows(ids, lang)];
	const numbers = staffNumbers();
	for (const [key, zh, en, department, part] of peopleRows)
		rows.push({
			kind: 'people',
			row: {
				id: ids.person(key),
				name: lang === 'zh' ? zh : en,
				staffNumber: numbers.get(key) ?? '',
				department: ids.department(department),
				role: part === 'executive' || part === 'admin' ? part : 'member',
				active: true,
				workingWeekdays: partTime[key] ?? null
			}
		});
	const accounts = peopleRows.map(([key]) => ({
		person: ids.person(key),
		email: `${key}@demo.test`,
		staffNumber: numbers.get(key) ?? '',
		password: demoPassword
	}));
	return { rows, accounts };
}

function organisationRow(lang: Lang): DemoRow {
	return {
		kind: 'organisation',
		row: {
			id: ORGANISATION,
			name: organisationName[lang],
			timeZone: demoZone(),
			defaultLanguage: lang === 'zh' ? 'zh-CN' : 'en'
		}
	};
}

function departmentRows(ids: Ids, lang: Lang): DemoRow[] {
	return departmentKeys().map((key, i) => ({
		kind: 'departments',
		row: {
			id: ids.department(key),
			name: departmentNames[key][lang],
			head: headOf(ids, key),
			position: i + 1
		}
	}));
}

function departmentKeys(): DepartmentKey[] {
	const seen = new Set<DepartmentKey>(['office']);
	for (const row of peopleRows) seen.add(row[3]);
	return [...seen];
}

function headOf(ids: Ids, department: DepartmentKey): PersonId | '' {
	const head = peopleRows.find((row) => row[3] === department && row[4] === 'head');
	return head ? ids.person(head[0]) : '';
}

function staffNumbers(): Map<PersonKey, string> {
	const chosen: Partial<Record<PersonKey, string>> = chosenStaffNumbers;
	const taken = new Set(Object.values(chosen));
	let next = firstStaffNumber;
	return new Map(
		peopleRows.map(([key]) => {
			while (taken.has(String(next))) next++;
			return [key, chosen[key] ?? String(next++)];
		})
	);
}
