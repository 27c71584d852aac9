import type { TaskFacts } from './task-facts';

/** 新品上市 · 装配: the project, and the phase if there is one. */
export function placeWords({ project, phase }: Pick<TaskFacts, 'project' | 'phase'>): string {
	return phase ? `${project.name} · ${phase.name}` : project.name;
}
