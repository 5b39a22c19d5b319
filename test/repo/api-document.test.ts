import { expect, it } from 'vitest';
import { apiDocument } from '../../api/document.ts';
import { jsonText } from '../../malls/generate.ts';
import { textOf } from '../../proving/layout/sources.ts';

it('the document of the API has every route as it is', () => {
  expect(textOf('docs/reference/openapi.json'), 'npm run generate writes it anew').toBe(`${jsonText(apiDocument())}\n`);
});
