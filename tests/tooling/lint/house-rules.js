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

/** A directive that names its rule and says why. */
const explained = /^eslint-disable\S* [\w@].* -- \S.{5}/;

/** @type {import('eslint').Rule.RuleModule} */
export const reasonRule = {
	meta: { type: 'suggestion', schema: [], docs: { description: 'a switched-off rule says why' } },
	create(context) {
		/** @param {any} comment */
		const check = (comment) => {
			const text = comment.value.trim();
			if (!text.startsWith('eslint-disable') || explained.test(text)) return;
			context.report({
				loc: comment.loc ?? { line: 1, column: 0 },
				message: 'Say why, for one rule: eslint-disable-next-line rule-name -- reason.'
			});
		};
		return {
			Program: () => context.sourceCode.getAllComments().forEach(check),
			/** Comments in a component's markup are nodes of their own. */
			SvelteHTMLComment: check
		};
	}
};
