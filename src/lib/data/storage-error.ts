/** The phone's storage did not do what it was asked, even after reopening; nothing was written. */
export class StorageFailed extends Error {
	override readonly name: string = 'StorageFailed';
}

/** There is no room left; nothing was written. */
export class StorageFull extends StorageFailed {
	override readonly name: string = 'StorageFull';
}

/** The name of a DOMException, which says what went wrong; '' for anything else. */
export function errorName(error: unknown): string {
	if (typeof error !== 'object' || error === null || !('name' in error)) return '';
	return typeof error.name === 'string' ? error.name : '';
}

/** What a storage error means for callers; errors that are not about storage pass through. */
export function storageError(error: unknown): unknown {
	if (error instanceof StorageFailed || !STORAGE_ERRORS.has(errorName(error))) return error;
	const kind = errorName(error) === 'QuotaExceededError' ? StorageFull : StorageFailed;
	return new kind(errorName(error), { cause: error });
}

const STORAGE_ERRORS: ReadonlySet<string> = new Set([
	'QuotaExceededError',
	'InvalidStateError',
	'UnknownError',
	'AbortError',
	'TimeoutError',
	'NotFoundError',
	'NotReadableError',
	'SecurityError',
	'VersionError',
	'TransactionInactiveError',
	'DataError'
]);
