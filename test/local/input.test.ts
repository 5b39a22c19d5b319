import { expect, it } from 'vitest';
import { Section } from '../../local/assembly/section.ts';
import { compileInput } from '../../local/events/input.ts';

/** What a target gets of an event by a transformer with this template. */
function transformed(InputTemplate: string, event: object): string {
  const InputPathsMap = { who: '$.detail.who', all: '$.detail', none: '$.detail.none', first: '$.detail.list[0]' };
  return compileInput(new Section('a target', { InputTransformer: { InputTemplate, InputPathsMap } }))(event);
}

const event = { detail: { who: 'ka"do', count: 2, list: ['one'] } };

it('a value outside of quotes stands as JSON, and one that is missing as null', () => {
  expect(JSON.parse(transformed('{"who": <who>, "all": <all>, "none": <none>}', event))).toEqual({
    who: 'ka"do',
    all: event.detail,
    none: null,
  });
});

it('a text anywhere inside of quotes stands bare, and one that is missing is nothing', () => {
  expect(JSON.parse(transformed('"<who> and \\"<first>\\": <none>."', event))).toBe('ka"do and "one": .');
});
