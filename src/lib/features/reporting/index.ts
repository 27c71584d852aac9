export { buzz, type Feeling } from './haptics';
export { expectedDays } from './expected-days';
export { Reporting, type Said } from './reporting.svelte';
export { reportOf, undoing, type Report } from './undo';
