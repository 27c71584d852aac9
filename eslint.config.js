import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';
import { fileNameRule, reasonRule } from './tests/tooling/lint/house-rules.js';
import { layerRule } from './tests/tooling/lint/layers.js';

const muster = {
	rules: { layers: layerRule, 'file-name': fileNameRule, 'disable-needs-reason': reasonRule }
};

const counted = { skipBlankLines: true, skipComments: true };

const noDefaultExport = {
	selector: 'ExportDefaultDeclaration',
	message: 'Export by name; only components and settings files have a default export.'
};

/** What the domain and the engine get through their ports, and never reach for themselves. */
const pureSyntax = [
	noDefaultExport,
	{
		selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
		message: 'Time comes in as a value or through the Clock port.'
	},
	{ selector: 'Literal[regex.pattern=/\\\\p\\{/]', message: '/\\p{…}/ is false in the VM.' },
	{
		selector: 'MemberExpression[property.name=/^toLocale/]',
		message: 'Locales and zones are wrong in the VM.'
	}
];
/** Younger than the oldest browsers that the app runs in: Chrome 111, Safari 16.4, Firefox 128. */
const tooYoung = [
	...['URL.canParse', 'URL.parse', 'Promise.withResolvers', 'Promise.try', 'Array.fromAsync'],
	...['Object.groupBy', 'Map.groupBy', 'AbortSignal.any', 'RegExp.escape', 'Iterator.from']
].map((name) => {
	const [object, property] = name.split('.');
	return { object, property, message: 'Chrome 111 or Safari 16.4 does not have it.' };
});

const impureGlobals = [
	...['Intl', 'fetch', 'URL', 'setTimeout', 'setInterval', 'structuredClone', 'crypto'],
	...['window', 'document', 'navigator', 'localStorage', 'indexedDB', 'self', 'globalThis']
];

export default defineConfig(
	{
		ignores: [
			'build/',
			'.svelte-kit/',
			'pocketbase/build/',
			'src/lib/i18n/paraglide/',
			'data/',
			'data-demo/',
			'test-results/',
			'playwright-report/'
		]
	},
	{ linterOptions: { reportUnusedDisableDirectives: 'error' } },
	...ts.configs.strictTypeChecked,
	...svelte.configs.recommended,
	...svelte.configs.prettier,
	{
		files: ['**/*.ts', '**/*.svelte', '**/*.js', '**/*.mjs'],
		plugins: { muster },
		languageOptions: {
			parserOptions: {
				projectService: {
					allowDefaultProject: ['src/service-worker.ts'],
					defaultProject: 'tsconfig.worker.json'
				},
				extraFileExtensions: ['.svelte'],
				tsconfigRootDir: import.meta.dirname
			}
		},
		rules: {
			'muster/layers': 'error',
			'muster/file-name': 'error',
			'muster/disable-needs-reason': 'error',
			'no-console': 'error',
			'no-var': 'error',
			'prefer-const': 'error',
			eqeqeq: 'error',
			'no-restricted-syntax': ['error', noDefaultExport],
			'max-lines': ['error', { max: 300, ...counted }],
			'max-lines-per-function': ['error', { max: 60, ...counted }],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/no-import-type-side-effects': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			],
			'@typescript-eslint/no-confusing-void-expression': 'off',
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
			'@typescript-eslint/no-dynamic-delete': 'off',
			// Both argue with parsers of branded ids and with arguments that are named for the reader.
			'@typescript-eslint/no-unnecessary-type-parameters': 'off',
			'@typescript-eslint/no-unnecessary-type-arguments': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
		rules: {
			'svelte/require-each-key': 'error',
			'svelte/no-at-html-tags': 'error',
			'svelte/button-has-type': 'error',
			'svelte/no-navigation-without-resolve': 'error',
			// `let { … } = $props()` is the framework's own idiom for bindable props.
			'prefer-const': 'off',
			'svelte/prefer-const': ['error', { excludedRunes: ['$props'] }]
		}
	},
	{
		files: ['**/*.svelte'],
		rules: { 'max-lines': ['error', { max: 200, ...counted }], 'no-restricted-syntax': 'off' }
	},
	{
		files: ['src/routes/**/*.svelte'],
		rules: { 'max-lines': ['error', { max: 60, ...counted }] }
	},
	{
		files: ['src/**/*.ts', 'src/**/*.svelte'],
		ignores: ['**/*.test.ts', '**/*.conformance.ts'],
		rules: { 'no-restricted-properties': ['error', ...tooYoung] }
	},
	{
		files: ['src/lib/domain/**/*.ts', 'src/lib/sync/**/*.ts'],
		ignores: ['**/*.test.ts', '**/*.conformance.ts'],
		rules: {
			// A parser's last line may say: eslint-disable-next-line … -- parser's last line
			'@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
			'no-restricted-syntax': ['error', ...pureSyntax],
			'no-restricted-globals': ['error', ...impureGlobals],
			'no-restricted-properties': [
				'error',
				...tooYoung,
				{ object: 'Date', property: 'now', message: 'Time comes through the Clock port.' },
				{ object: 'Math', property: 'random', message: 'Randomness comes through a port.' }
			]
		}
	},
	{
		// PocketBase's own declarations are `any` in many places; what matters is parsed by schemas.
		files: ['pocketbase/hooks/**/*.ts', 'pocketbase/migrations/**/*.ts'],
		rules: {
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-call': 'off',
			'@typescript-eslint/no-unsafe-member-access': 'off',
			'@typescript-eslint/no-unsafe-return': 'off'
		}
	},
	{
		files: ['**/*.test.ts', '**/*.conformance.ts', 'tests/**/*.ts'],
		rules: {
			'max-lines': ['error', { max: 600, ...counted }],
			'max-lines-per-function': 'off',
			'@typescript-eslint/no-empty-function': 'off'
		}
	},
	{ files: ['**/*.table.ts', '**/*.table.js'], rules: { 'max-lines': 'off' } },
	{ files: ['**/logger.ts'], rules: { 'no-console': 'off' } },
	{ files: ['*.config.ts', '*.config.js'], rules: { 'no-restricted-syntax': 'off' } },
	{
		// Programs for tools, outside every tsconfig of the product; tsc checks them with the suites.
		files: ['*.config.ts', '**/*.js', '**/*.mjs'],
		...ts.configs.disableTypeChecked,
		languageOptions: { parserOptions: { projectService: false } }
	}
);
