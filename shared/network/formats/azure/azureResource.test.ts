import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { finderById, isSameId } from './azureResource.ts';

const ofTemplate = fc.constantFrom('/providers/Microsoft.Network/things/a', '/Providers/microsoft.network/things/A');
const id = fc.oneof(
  ofTemplate,
  fc.constantFrom('a', 'A', 'b', ''),
  fc
    .tuple(fc.constantFrom('/subscriptions/0', '/SUBSCRIPTIONS/1', ''), fc.constantFrom('a', 'A', 'b'))
    .map(([before, name]) => `${before}/providers/Microsoft.Network/things/${name}`),
);

it('finds those of a list that have the same id, however templates and exports write it', () => {
  const find = finderById((thing: { readonly id: string | undefined }) => thing.id);
  fc.assert(
    fc.property(fc.array(fc.record({ id: fc.option(id, { nil: undefined }) })), id, (things, wanted) => {
      const found = find(things, wanted);
      expect(things.filter((thing) => found.includes(thing))).toEqual(
        things.filter((thing) => isSameId(thing.id, wanted)),
      );
      expect(found).toHaveLength(new Set(found).size);
    }),
  );
  expect(find([{ id: undefined }], undefined)).toEqual([]);
});
