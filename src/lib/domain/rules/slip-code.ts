/** No I, L, O, U: what is read aloud or typed from paper is not mistaken. */
export const CODE_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 80 bits of chance. */
export const CODE_LENGTH = 16;

const CODE = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/** The code in what somebody typed or scanned; '' where there is none. */
export function readCode(text: string): string {
	const code = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
	return CODE.test(code) ? code : '';
}

/** As it stands on paper: 7F3K-0M2P-XY9Q-4TRW. */
export function groupCode(code: string): string {
	return code.replace(/.{4}(?=.)/g, '$&-');
}
