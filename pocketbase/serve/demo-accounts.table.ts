export const demoSeed = 'muster-demo-1';
export const demoPassword = 'muster-demo';

/** The accounts a newcomer is told about; each can do what its role can. */
export const demoAccounts: readonly { email: string; who: string }[] = [
	{ email: 'admin@demo.test', who: 'administrator' },
	{ email: 'exec@demo.test', who: 'executive: sees every project' },
	{ email: 'lead@demo.test', who: 'project lead' },
	{ email: 'head@demo.test', who: 'department head' },
	{ email: 'staff@demo.test', who: 'member of staff, in the project of lead@demo.test' }
];
