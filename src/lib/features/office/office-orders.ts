import { learnOfficeCommands } from '$lib/domain/office';
import { Orders, type OrderingMuster } from '$lib/features/orders';

/** What is ordered from the office. */
export function officeOrders(muster: OrderingMuster): Orders {
	return new Orders(muster, learnOfficeCommands);
}
