import type { FieldData } from './collection-fields';

/** A little over what the phone may say of its largest photo. */
const LARGEST_BYTES = 2_000_000;
const MIME_TYPES = [
	...['image/jpeg', 'image/webp'],
	// As PocketBase calls what it finds in them: of a recording without pictures it cannot tell.
	...['audio/webm', 'video/webm', 'audio/mp4', 'video/mp4', 'audio/x-m4a'],
	...['audio/ogg', 'application/ogg', 'application/octet-stream']
];

/** The bytes of a photo or voice note: read with the row, written by the route for files alone. */
migrate((app) => {
	const collection = app.findCollectionByNameOrId('attachments');
	const file: FieldData = {
		...{ type: 'file', name: 'file', maxSelect: 1, maxSize: LARGEST_BYTES },
		...{ mimeTypes: MIME_TYPES, thumbs: ['320x320f'], protected: true }
	};
	collection.fields.add(new Field(file));
	app.save(collection);
});
