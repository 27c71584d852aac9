import type { AttachmentForm, AttachmentSubject } from '../domain/entities/daily';
import type { AttachmentId, Ms, ProjectId, RowId, TaskId, Ulid } from '../domain/ids';
import type { Unanswered } from './ports';

/** Why a file cannot go: for good, so it stays on the phone until the person puts it aside. */
export type FileRefusal =
	| ('forbidden' | 'left_project' | 'removed' | 'too_large' | 'wrong_type' | 'invalid' | 'too_many')
	/** neither the server nor this phone knows its row any more */
	| 'missing'
	/** the phone has lost its bytes */
	| 'lost';

/** What a photo or voice note belongs to: the word that it was given with. */
export type FileOwner = {
	readonly project: ProjectId;
	readonly task?: TaskId;
	readonly subjectKind: AttachmentSubject;
	readonly subject: RowId;
};

/** One photo or voice note on the phone; its bytes lie beside it, under its key. */
export type PhoneFile = {
	readonly v: 1;
	/** the phone's own name for it, a ULID: it sorts by when it was made */
	readonly key: Ulid;
	readonly form: AttachmentForm;
	readonly mime: string;
	readonly sizeBytes: number;
	/** px; 0 for a voice note */
	readonly width: number;
	readonly height: number;
	/** 0 for a photo */
	readonly durationMs: Ms;
	/** `draft`: not given yet; `sent`: the server has it; `aside`: its person took it away before it went */
	readonly state: 'draft' | 'waiting' | 'sent' | 'refused' | 'aside';
	/** the form that it was made for, as long as it is a draft */
	readonly draft: string;
	/** the op that makes its row, and the row; '' of a draft */
	readonly op: Ulid | '';
	readonly attachment: AttachmentId | '';
	readonly refusal: FileRefusal | '';
	/** what it was given to, so that it can be given again */
	readonly owner?: FileOwner;
	/** when the server had it, or it was put aside; 0 before */
	readonly sentAt: Ms;
	/** its row was seen here with the server's word that the bytes had come */
	readonly confirmed: boolean;
};

/** What becomes of a file as it is stored now; null for nothing. */
export type FileChange = (file: PhoneFile) => Partial<PhoneFile> | null;

/** Photos and voice notes of one person on one device, durable; each with its bytes, or not at all. */
export interface FileStore {
	/** in the order in which they were made */
	list(): Promise<readonly PhoneFile[]>;
	/** Changes what is still there, inside one transaction; one that has gone stays gone. */
	change(key: Ulid, change: FileChange): Promise<void>;
	remove(keys: readonly Ulid[]): Promise<void>;
}

/** What came of sending one. `stopped`: ops want the way for themselves. */
export type Sent =
	| { readonly kind: 'ok'; readonly sentAt: Ms }
	| { readonly kind: 'refused'; readonly code: FileRefusal }
	/** its row is not there */
	| { readonly kind: 'missing' }
	| { readonly kind: 'stopped' }
	/** the phone has lost its bytes */
	| { readonly kind: 'gone' }
	| Unanswered;

export interface FileTransport {
	/**
	 * @param progress called with how many of its bytes have left
	 * @param stop     aborts the sending: nothing of it counts then
	 */
	send(file: PhoneFile, progress: (bytes: number) => void, stop: AbortSignal): Promise<Sent>;
}

/** Given, and neither with the server nor taken away. */
export function isUnsent({ state }: PhoneFile): boolean {
	return state === 'waiting' || state === 'refused';
}
