/* eslint-disable svelte/prefer-svelte-reactivity -- the map is made anew here, and never changed */
import { MOST_DAYS_MARKED } from '$lib/domain/commands/calendar';
import type { PublicHolidays } from '$lib/domain/public-holidays.table';
import type { Day } from '$lib/domain/time';
import type { View } from '$lib/domain/tx';
import { locale, m } from '$lib/i18n';
import { keepDraft, readDraft } from '$lib/ui/draft';
import type { CalendarMarks, Mark } from './calendar-marks.svelte';
import { markedDay } from './calendar-month';
import { readDayList, type ListedDays } from './day-list';

const DRAFT = 'calendar';

export type CheckedDays = ListedDays & {
	/** every day of it is marked just so */
	readonly isAlready: boolean;
	/** days of it that are marked in another way now, and how */
	readonly replaces: readonly { readonly work: boolean; readonly name: string }[];
};

/** A list of days to be marked: all of them or, while one line is wrong, none. */
export class DayImport {
	#text = $state(readDraft(DRAFT));
	#problem = $state.raw<() => string>(() => '');
	readonly #view: () => View;
	readonly #marks: CalendarMarks;

	readonly rows: readonly CheckedDays[] = $derived.by(() => this.#check());
	readonly wrong: readonly CheckedDays[] = $derived(this.rows.filter(({ code }) => code !== null));
	/** each day once, those that change something */
	readonly toMark: readonly Mark[] = $derived.by(() => this.#toMark());

	/** @param view reactive */
	constructor(view: () => View, marks: CalendarMarks) {
		this.#view = view;
		this.#marks = marks;
	}

	get text(): string {
		return this.#text;
	}
	set text(text: string) {
		this.#text = text;
		this.#problem = () => '';
		keepDraft(DRAFT, text);
	}
	/** why no day was marked; '' where nothing is wrong */
	get problem(): string {
		return this.#problem() || this.#marks.last.problem;
	}

	/** Puts a list of public holidays where one would paste it. */
	fill({ days }: PublicHolidays): void {
		const isChinese = locale() === 'zh-CN';
		const lines = days.map(([day, as, zh, en]) => {
			const name = isChinese ? zh : en;
			return [day, name, as === 'off' ? '' : isChinese ? '班' : 'work'].filter(Boolean).join('\t');
		});
		this.text = `${lines.join('\n')}\n`;
	}

	give(): void {
		const { toMark, wrong } = this;
		this.#problem = () => '';
		if (toMark.length === 0) this.#problem = m.calendar_add_nothing;
		if (toMark.length > MOST_DAYS_MARKED)
			this.#problem = () => m.calendar_too_many({ count: MOST_DAYS_MARKED });
		if (wrong.length > 0) this.#problem = () => m.calendar_rows_wrong({ count: wrong.length });
		if (this.#problem() !== '') return;
		if (this.#marks.mark(toMark, () => m.calendar_added({ count: toMark.length }))) this.text = '';
	}

	#check(): CheckedDays[] {
		return readDayList(this.#text).map((row) => {
			const now = row.days.map((day) => markedDay(this.#view(), day));
			const isSo = (one: (typeof now)[number]): boolean =>
				one?.work === (row.as === 'work') && (row.name === '' || one.name === row.name);
			return {
				...row,
				isAlready: row.days.length > 0 && now.every(isSo),
				replaces: now.flatMap((one) => (one === null || isSo(one) ? [] : [one]))
			};
		});
	}

	#toMark(): Mark[] {
		const marks = new Map<Day, Mark | null>();
		for (const { days, as, name, isAlready } of this.rows) {
			const usual = as === 'work' ? m.calendar_name_work() : m.calendar_name_off();
			for (const day of days)
				if (!marks.has(day)) marks.set(day, isAlready ? null : { day, as, name: name || usual });
		}
		return [...marks.values()].filter((mark) => mark !== null);
	}
}
