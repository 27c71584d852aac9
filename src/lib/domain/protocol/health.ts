import * as v from 'valibot';
import { DeviceIdSchema, PersonIdSchema, UlidSchema } from '../ids';

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Ms = v.number();

/** How the server does, for admins: `GET /api/muster/health`. Times by the server's clock, ms. */
export const HealthSchema = v.object({
	version: v.string(),
	boot: UlidSchema,
	bootAt: Ms,
	now: Ms,
	head: Count,
	counts: v.record(v.string(), Count),
	databaseBytes: Count,
	/** ops received per minute of the last hour, oldest first; minutes without any are left out */
	opsPerMinute: v.array(v.tuple([Ms, Count])),
	/** of the last 24 hours, most frequent first */
	refusals: v.array(v.object({ code: v.string(), count: Count, lastAt: Ms })),
	/** those with something to send first, the oldest queue on top; then whichever was seen last */
	devices: v.array(
		v.object({
			device: DeviceIdSchema,
			person: PersonIdSchema,
			/** the person's */
			name: v.string(),
			label: v.string(),
			lastSeenAt: Ms,
			/** what the phone said of its queue when it last asked for news */
			waiting: v.nullable(v.object({ ops: Count, oldestAt: Ms }))
		})
	),
	/** newest first */
	backups: v.array(v.object({ name: v.string(), sizeBytes: Count, at: Ms })),
	/** `cron` is empty where none are made by themselves */
	backupPlan: v.object({ cron: v.string(), keep: Count })
});
export type Health = v.InferOutput<typeof HealthSchema>;
