/** The OpenAPI description, made of the route table and its schemas. @module */
import { z } from 'zod';
import { ROUTES, type RouteDescription } from './routes.ts';

type Json = Readonly<Record<string, unknown>>;

export function buildOpenApi(version: string): Json {
  const schemas: Record<string, unknown> = {};
  const routes: readonly [string, RouteDescription][] = Object.entries(ROUTES);
  const paths = routes.map(([path, route]) => [path, { get: describeRoute(path, route, schemas) }]);
  const text = {
    '200': { description: 'Prometheus text.', content: { 'text/plain': { schema: { type: 'string' } } } },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Causeway',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description: 'Read-only API of the relayer. 64-bit numbers and amounts are decimal text.',
    },
    servers: [{ url: 'http://127.0.0.1:3001' }],
    // Nobody is asked who they are.
    security: [],
    paths: {
      ...Object.fromEntries(paths),
      '/metrics': { get: { operationId: 'metrics', summary: 'Prometheus metrics.', responses: text } },
    },
    components: { schemas },
  };
}

function describeRoute(path: string, route: RouteDescription, schemas: Record<string, unknown>): Json {
  const { summary, query, parameters = [], responses } = route;
  const inPath = parameters.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
  const answers = Object.entries(responses).map(([status, { description, schema }]) => [
    status,
    { description, content: { 'application/json': { schema: toSchema(schema, schemas) } } },
  ]);
  return {
    operationId: toOperationId(path),
    summary,
    parameters: [...inPath, ...describeQuery(query)],
    responses: Object.fromEntries(answers),
  };
}

function describeQuery(query: z.ZodObject | undefined): readonly Json[] {
  if (query === undefined) return [];
  return Object.entries(query.shape).map(([name, schema]) => {
    const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' });
    // A query arrives as text: numbers are given by their range.
    return { name, in: 'query', required: false, schema: json };
  });
}

/** Named schemas go to the components, once. */
function toSchema(schema: z.ZodType, schemas: Record<string, unknown>): unknown {
  const { $schema: _, $defs, ...json } = z.toJSONSchema(schema, { io: 'input' });
  for (const [name, definition] of Object.entries($defs ?? {})) schemas[name] = moveReferences(definition);
  const { id } = schema.meta() ?? {};
  if (id === undefined || '$ref' in json) return moveReferences(json);
  schemas[id] = moveReferences(json);
  return { $ref: `#/components/schemas/${id}` };
}

function moveReferences(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(moveReferences);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'id')
      .map(([key, entry]) =>
        key === '$ref' && typeof entry === 'string'
          ? [key, entry.replace('#/$defs/', '#/components/schemas/')]
          : [key, moveReferences(entry)],
      ),
  );
}

/** `/api/v1/packets/{chain}/…` as `packets-chain-…`. */
function toOperationId(path: string): string {
  return path
    .replace(/^\/(api\/v1\/)?/, '')
    .replace(/[{}]/g, '')
    .replaceAll('/', '-');
}
