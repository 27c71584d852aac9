export const SCENARIOS = ['lifecycle', 'campaign', 'complaint', 'budget', 'blank'] as const;
export type Scenario = (typeof SCENARIOS)[number];
export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Why something is late or blocked: one list everywhere. */
export const CAUSES = [
	'person',
	'material',
	'information',
	'equipment',
	'approval',
	'other'
] as const;
export type Cause = (typeof CAUSES)[number];
/** What would help. */
export const NEEDS = ['resource', 'decision', 'time'] as const;
export type Need = (typeof NEEDS)[number];
/** How much it holds up. */
export const IMPACTS = ['low', 'medium', 'high'] as const;
export type Impact = (typeof IMPACTS)[number];
