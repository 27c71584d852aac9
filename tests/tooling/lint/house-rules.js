import { basename } from 'node:path';

const moduleName =
	/^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:svelte|test|conformance|table|pb|config|d))*\.(?:ts|js|mjs)$/;
const componentName = /^(?:[A-Z][A-Za-z0-9]*|\+(?:page|layout|error)(?:@[a-z-]*)?)\.svelte$/;
const routeName = /^\+(?:page|layout|server)(?:\.server)?\.ts$/;
const migrationName = /^\d{10}_[a-z0-9_]+\.ts$/;

/** @type {import('eslint').Rule.RuleModule} */
export const fileNameRule = {
	meta: {
		type: 'suggestion',
		schema: [],
		docs: { description: 'kebab-case.ts, PascalCase.svelte' }
	},
	create(context) {
		const name = basename(context.filename);
		const fits = [moduleName, componentName, routeName, migrationName].some((p) => p.test(name));
		return {
			Program(node) {
				if (fits) return;
				context.report({ node, message: `${name}: files are kebab-case.ts or PascalCase.svelte.` });
			}
		};
	}
};

/** @type {import('eslint').Rule.RuleModule} */
export const reasonRule = {
	meta: { type: 'suggestion', schema: [], docs: { description: 'a switched-off rule says why' } },
	create(context) {
		return {
			Program() {
				for (const comment of context.sourceCode.getAllComments()) {
					const text = comment.value.trim();
					if (!/^eslint-disable/.test(text) || / -- \S.{5}/.test(text)) continue;
					context.report({
						loc: comment.loc ?? { line: 1, column: 0 },
						message: 'Say why, for one rule: eslint-disable-next-line rule-name -- reason.'
					});
				}
			}
		};
	}
};
