/** The configuration's JSON schema, for editors. @module */
import { z } from 'zod';
import { fileSchema } from './schema.ts';

export const SCHEMA_FILE = 'causeway.schema.json';

export function configJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: 'Causeway configuration', ...z.toJSONSchema(fileSchema, { io: 'input' }) };
}
