import { ANDROID_WECHAT, IPHONE_SAFARI } from '../../user-agents.table';
import { PHONE } from './fixtures';

export const IPHONE = { ...PHONE, userAgent: IPHONE_SAFARI };
export const WECHAT = { ...PHONE, userAgent: ANDROID_WECHAT };
