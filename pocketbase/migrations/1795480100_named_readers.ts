import { allowReading, readersOf } from './readers';

/** The two roles that read every project are named from here on. */
migrate((app) => {
	allowReading(app, 'projects', readersOf(''));
	allowReading(app, 'memberships', readersOf('project.', 'person = @request.auth.id'));
	allowReading(app, 'conflicts', readersOf('project.', 'author = @request.auth.id'));
	for (const name of ['project_departments', 'phases', 'tasks', 'status_events'])
		allowReading(app, name, readersOf('project.'));
});
