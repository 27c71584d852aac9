import {
	departmentCreate,
	departmentEdit,
	departmentRemove,
	organisationEdit
} from './organisation';
import { calendarMark, leaveAdd, leaveRemove } from './calendar';
import { personEdit } from './people';
import { placeCreate, placeEdit } from './places';
import { projectCreate, projectEdit } from './projects';

/** What is done at a desk now and then: loaded with the screens that do it, and always on the server. */
export const OFFICE_COMMANDS = {
	'organisation.edit': organisationEdit,
	'department.create': departmentCreate,
	'department.edit': departmentEdit,
	'department.remove': departmentRemove,
	'project.create': projectCreate,
	'project.edit': projectEdit,
	'person.edit': personEdit,
	'calendar.mark': calendarMark,
	'leave.add': leaveAdd,
	'leave.remove': leaveRemove,
	'place.create': placeCreate,
	'place.edit': placeEdit
} as const;
