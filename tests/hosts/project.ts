import path from 'node:path';

/** The folder of the project that is tested. */
export const project = path.resolve(import.meta.dirname, '../..');
