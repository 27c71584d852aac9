export { buzz, type Feeling } from './haptics';
export { default as LateOffers } from './LateOffers.svelte';
export { isStanding, notKept, Reporting } from './reporting.svelte';
export { default as SaidLine } from './SaidLine.svelte';
export { default as SaidWords } from './SaidWords.svelte';
export { default as ThreeWay } from './ThreeWay.svelte';
export { reportOf, undoing, type Report } from './undo';
