import { relative } from 'node:path';
import { isSuite, layerOf, layers } from './layers.table.js';
import { cycleThrough, fileOf, rootAbove, targetOf } from './module-graph.js';

/**
 * Holds the layer table in `.ts` and `.svelte`: static, re-exported, dynamic and type imports, each
 * feature by its one door, and no cycles.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const layerRule = {
	meta: { type: 'problem', schema: [], docs: { description: 'the layer table' } },
	create(context) {
		const root = rootAbove(context.filename);
		const path = relative(root, context.filename).replaceAll('\\', '/');
		const layer = isSuite(path) ? undefined : layerOf(path);

		/**
		 * @param {import('eslint').Rule.Node} node
		 * @param {unknown} specifier
		 * @param {boolean} typeOnly
		 */
		function check(node, specifier, typeOnly) {
			if (typeof specifier !== 'string') {
				if (path.startsWith('src/')) {
					context.report({ node, message: 'A dynamic import names its module literally.' });
				}
				return;
			}
			const target = targetOf(specifier, path);
			const message =
				'path' in target
					? (doorProblem(path, target.path) ??
						layerProblem(layer, target.path, typeOnly) ??
						cycleProblem(root, path, target.path))
					: packageProblem(layer, target.name);
			if (message !== undefined) context.report({ node, message });
		}

		return {
			/** @param {any} node */
			ImportDeclaration: (node) => check(node, node.source.value, isTypeOnly(node)),
			/** @param {any} node */
			ExportNamedDeclaration: (node) => {
				if (node.source) check(node, node.source.value, isTypeOnly(node));
			},
			/** @param {any} node */
			ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === 'type'),
			/** @param {any} node */
			ImportExpression: (node) => check(node, node.source.value, false),
			/** @param {any} node */
			TSImportType: (node) => check(node, node.source?.value, true),
			/** @param {any} node */
			'MemberExpression[object.type="MetaProperty"][property.name="glob"]': (node) =>
				check(node, undefined, false)
		};
	}
};

/** @param {any} node */
function isTypeOnly(node) {
	if (node.importKind === 'type' || node.exportKind === 'type') return true;
	const specifiers = node.specifiers ?? [];
	return (
		specifiers.length > 0 &&
		specifiers.every(
			/** @param {any} one */ (one) => one.importKind === 'type' || one.exportKind === 'type'
		)
	);
}

/**
 * @param {string} importer
 * @param {string} target
 */
function doorProblem(importer, target) {
	const feature = featureOf(target);
	if (feature === undefined || feature === featureOf(importer)) return undefined;
	const door = `src/lib/features/${feature}`;
	if (target === door || target === `${door}/index` || target === `${door}/index.ts`)
		return undefined;
	return `A feature has one door: import $lib/features/${feature}, not a file inside it.`;
}

/** @param {string} path */
function featureOf(path) {
	return /^src\/lib\/features\/([^/]+)/.exec(path)?.[1];
}

/**
 * @param {string | undefined} layer
 * @param {string} target
 * @param {boolean} typeOnly
 */
function layerProblem(layer, target, typeOnly) {
	if (layer === undefined) return undefined;
	const other = layerOf(target) ?? layerOf(`${target}/`);
	if (other === layer) return undefined;
	const rule = layers[layer];
	if (other !== undefined && rule?.layers.includes(other)) return undefined;
	if (other !== undefined && rule?.types?.includes(other)) {
		return typeOnly ? undefined : `${layer} may import types only from ${other} (layer table).`;
	}
	return `${layer} may not import ${other ?? target} (layer table).`;
}

/**
 * @param {string | undefined} layer
 * @param {string} name
 */
function packageProblem(layer, name) {
	if (layer === undefined) return undefined;
	const allowed = layers[layer]?.packages ?? [];
	if (allowed.includes(name) || (allowed.includes('*') && name !== 'node:*')) return undefined;
	return `${layer} may not import the package ${name} (layer table).`;
}

/**
 * @param {string} root
 * @param {string} importer
 * @param {string} target
 */
function cycleProblem(root, importer, target) {
	const file = fileOf(root, target);
	const way = file === undefined ? undefined : cycleThrough(root, importer, file);
	return way === undefined ? undefined : `Import cycle: ${[importer, ...way].join(' → ')}.`;
}
