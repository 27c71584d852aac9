export { default as Blocker } from './view/Blocker.svelte';
export { default as IssueStrip } from './view/IssueStrip.svelte';
export { default as IssuesRoute } from './view/IssuesRoute.svelte';
export { default as ProblemScreen } from './view/ProblemScreen.svelte';
export { default as ProjectsPage } from './view/ProjectsPage.svelte';
export { default as TaskIssue } from './view/TaskIssue.svelte';
