import * as v from 'valibot';
import { defineCommand } from '../command';
import { PersonIdSchema, ProjectIdSchema } from '../ids';
import { isLastLead, mayLead, membershipId } from '../rules/rights';
import { Role } from './fields';

/** Brings a person into the project, or gives one who is in it another role. */
export const memberAdd = defineCommand('member.add', {
	args: v.strictObject({ project: ProjectIdSchema, person: PersonIdSchema, role: Role }),
	target: (args) => ({ kind: 'memberships', id: membershipId(args.project, args.person) }),
	authorize(view, actor, args) {
		const allowed = mayLead(view, actor, args.project);
		if (allowed !== 'ok') return allowed;
		if (view.get('people', args.person)?.active !== true) return 'missing';
		return args.role !== 'lead' && isLastLead(view, args.project, args.person) ? 'last_lead' : 'ok';
	},
	apply(tx, _call, args) {
		const id = membershipId(args.project, args.person);
		if (tx.get('memberships', id))
			tx.update('memberships', id, { role: args.role, removed: false });
		else tx.insert('memberships', { id, ...args });
	}
});

export const memberRemove = defineCommand('member.remove', {
	args: v.strictObject({ project: ProjectIdSchema, person: PersonIdSchema }),
	target: (args) => ({ kind: 'memberships', id: membershipId(args.project, args.person) }),
	authorize(view, actor, args) {
		const allowed = mayLead(view, actor, args.project);
		if (allowed !== 'ok') return allowed;
		if (!view.get('memberships', membershipId(args.project, args.person))) return 'missing';
		return isLastLead(view, args.project, args.person) ? 'last_lead' : 'ok';
	},
	apply(tx, _call, args) {
		tx.update('memberships', membershipId(args.project, args.person), { removed: true });
	}
});
