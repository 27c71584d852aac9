import type { PersonId } from '$lib/domain/ids';

/** What signing in answers: a fresh session of the person. */
export function sessionOf(app: core.App, id: PersonId): string {
	const record = app.findRecordById('people', id);
	return JSON.stringify({
		token: record.newAuthToken(),
		record: { id, name: record.getString('name') }
	});
}
