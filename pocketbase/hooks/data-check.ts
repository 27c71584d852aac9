import { withStatements, type Statements } from './sql';

type Call = { readonly command: cobra.Command; readonly args: readonly string[] };

const MIGRATIONS_SQL = `SELECT json_group_array(file ORDER BY file) AS cell FROM _migrations`;
const OURS_SQL = `SELECT count(*) AS cell FROM sqlite_master
	WHERE type = 'table' AND name IN ('sync_head', 'changes', 'timeline', 'ops', 'people', 'tasks')`;
const OURS = '6';
const DAMAGE_SQL = `SELECT group_concat(quick_check, '; ') AS cell
	FROM (SELECT quick_check FROM pragma_quick_check LIMIT 3)`;
const FIGURES_SQL = `SELECT json_object(
	'ops', (SELECT count(*) FROM ops),
	'lastAt', (SELECT coalesce(max(receivedAt), 0) FROM ops)) AS cell`;

/**
 * `pocketbase data-check`: what the database in --dir is, in one line of JSON, before anything
 * stands on it. `data-check known` migrates it first: in an empty folder that is what this version knows.
 */
export function dataCheck({ command, args }: Call): void {
	try {
		if (args[0] === 'known') $app.runAllMigrations();
		command.println(withStatements($app.db(), look));
	} catch (error) {
		command.println(`data-check: ${error instanceof Error ? error.message : String(error)}`);
		$os.exit(1);
	}
}

function look(statements: Statements): string {
	const migrations: unknown = JSON.parse(statements.text(MIGRATIONS_SQL));
	const damage = statements.text(DAMAGE_SQL);
	if (statements.text(OURS_SQL) !== OURS) return JSON.stringify({ migrations, damage, data: null });
	const data: unknown = JSON.parse(statements.text(FIGURES_SQL));
	return JSON.stringify({ migrations, damage, data });
}
