import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { beyond, dataMisfits, valuesLeftOut } from './judge-schema.ts';
import { misfitsOf, misfitsOfCall, misfitsOfRefusal, operationFor } from './judge-value.ts';
import { enumProblems, notKept, unmapped } from './kept.ts';
import { readApi } from './typings.ts';

const typings = `
interface RequestArgs {
  url: string;
  options: RawAxiosRequestConfig;
}
/**
 * A thing.
 */
interface Thing {
  /**
   * Its name.
   */
  'name': string;
  /**
   * Its kind.  **Possible values**: \`BIG\`, \`SMALL\`. **Note:** \`HUGE\` is said otherwise.
   */
  'kind'?: string;
  'colour'?: Colour;
  'parts'?: Array<Thing>;
  'more'?: {
    [key: string]: any;
  };
}
declare const Colour: {
  readonly Red: "RED";
  readonly DarkBlue: "DARK_BLUE";
};
type Colour = typeof Colour[keyof typeof Colour];
interface ModelError {
  'code': string;
  'details'?: string;
}
declare const ThingsApiFp: (configuration?: Configuration) => {
  /**
   * Puts a thing.
   */
  putThing(id: string, body: Thing, colours?: Array<Colour>, options?: RawAxiosRequestConfig): Promise<(axios?: AxiosInstance, basePath?: string) => AxiosPromise<Thing>>;
};
interface ThingsApiPutThingRequest {
  readonly id: string;
  readonly body: Thing;
  readonly colours?: Array<Colour>;
  readonly size: number;
}
`;
const program = `
const ThingsApiAxiosParamCreator = function(configuration) {
	return {
		putThing: async (id, body, colours, size, options = {}) => {
			const localVarPath = \`/things/v1/{id}\`.replace("{id}", encodeURIComponent(String(id)));
			const localVarRequestOptions = {
				method: "PUT",
			};
			if (colours) localVarQueryParameter["colours"] = colours.join(COLLECTION_FORMATS.csv);
			if (size !== void 0) localVarQueryParameter["size"] = size;
		}
	};
};
const clientRateLimits = [{
	method: "put",
	urlRegex: /^\\/things\\/v1\\/[^\\/]*$/v,
	rate: .5,
	burst: 30
}];
`;
const api = readApi(typings, program);
const thing = { kind: 'named', name: 'Thing' } as const;

describe('the typings of a package', () => {
  it('typings of a package are read with their operations, usage plans and described values', () => {
    const { operation } = operationFor([api], { method: 'PUT', path: '/things/v1/7?size=1' }) ?? {};
    expect(operation).toMatchObject({ name: 'putThing', rate: { perSecond: 0.5, burst: 30 }, answer: thing });
    expect(api.objects.get('Thing')?.get('kind')?.described).toEqual(['BIG', 'SMALL']);
    expect(api.enums.get('Colour')).toEqual(['RED', 'DARK_BLUE']);
  });

  it.each([
    ['a type of a new form', "'parts'?: Array<Thing>;", "'parts'?: Map<string, Thing>;", /cannot read yet/],
    ['interfaces of a new form', /interface /g, 'declare class ', /no interface/],
    ['operations of a new form', 'AxiosPromise', 'FetchPromise', /no operation/],
  ])('typings of a package are refused where there is %s', (_, from, to, why) => {
    expect(() => readApi(typings.replaceAll(from, to), program)).toThrow(why);
  });
});

describe('a value', () => {
  it('a value that is as the model has it has no misfit', () => {
    const value = { name: 'a', kind: 'BIG', colour: 'RED', parts: [{ name: 'b' }], more: { any: 1 } };
    expect(misfitsOf(api, thing, value, 'thing')).toEqual([]);
  });

  it.each([
    [{ kind: 'BIG' }, 'thing.name: required, and not there'],
    [{ name: 1 }, 'thing.name: expected a text, got 1'],
    [{ name: 'a', kind: 'HUGE' }, 'thing.kind: expected one of BIG, SMALL, got "HUGE"'],
    [{ name: 'a', colour: 'GREEN' }, 'thing.colour: expected one of RED, DARK_BLUE, got "GREEN"'],
    [{ name: 'a', weight: 1 }, 'thing.weight: the model has no such field'],
    [{ name: 'a', parts: [{}] }, 'thing.parts[].name: required, and not there'],
  ])('a value that the model does not have is a misfit: %j', (value, misfit) => {
    expect(misfitsOf(api, thing, value, 'thing')).toEqual([misfit]);
  });

  it('a model whose answer refuses a call has errors with codes, and nothing else', () => {
    expect(misfitsOfRefusal(api, { errors: [{ code: 'No' }] }, 'putThing 400')).toEqual([]);
    expect(misfitsOfRefusal(api, { message: 'No' }, 'putThing 400')).toHaveLength(2);
  });
});

describe('a call', () => {
  const problems = (path: string, body: unknown): string[] => {
    const found = operationFor([api], { method: 'PUT', path });
    return found ? misfitsOfCall(found.api, found.operation, { method: 'PUT', path, body: JSON.stringify(body) }) : [];
  };

  it('a call is judged by its query and its body', () => {
    expect(problems('/things/v1/7?size=1&colours=RED,DARK_BLUE', { name: 'a' })).toEqual([]);
    expect(problems('/things/v1/7?colours=RED,GREEN&limit=1', {})).toEqual([
      'putThing: the operation takes no limit',
      'putThing: size is required, and not there',
      'putThing colours[]: expected one of RED, DARK_BLUE, got "GREEN"',
      'putThing body.name: required, and not there',
    ]);
  });
});

const official = buildSchema(`
  directive @once(key: String!) on FIELD
  enum Colour { RED GREEN }
  interface Node { id: ID! }
  type Thing implements Node { id: ID! name: String! colour: Colour parts(first: Int = 10): [Thing!]! }
  input ThingInput { name: String! colour: Colour }
  type QueryRoot { thing(id: ID!): Thing }
  type Mutation { put(input: ThingInput!, must: Int!): Thing }
  schema { query: QueryRoot mutation: Mutation }
`);
const simulated = (change: (text: string) => string = (text) => text): string[] => {
  const text = `
    directive @once(key: String!) on FIELD
    enum Colour { RED }
    type Thing { id: ID! name: String! colour: Colour parts(first: Int = 10): [Thing!]! }
    input ThingInput { name: String! }
    type Query { thing(id: ID!): Thing }
    type Mutation { put(input: ThingInput!, must: Int!): Thing }
  `;
  return beyond(buildSchema(change(text)), official);
};

describe('a simulated schema', () => {
  it('a simulated schema may have less than the official one', () => {
    expect(simulated()).toEqual([]);
  });

  it.each([
    ['RED }', 'RED BLUE }', 'Colour.BLUE: there is no such value'],
    ['name: String! colour', 'name: String colour', 'Thing.name: may be null here, and is String! there'],
    ['name: String! colour', 'name: String! size: Int colour', 'Thing.size: there is no such field'],
    ['colour: Colour parts', 'colour: String parts', 'Thing.colour: is String here, and Colour there'],
    ['parts(first: Int = 10)', 'parts(first: Int = 10, last: Int)', 'Thing.parts: takes no last'],
    ['parts(first: Int = 10)', 'parts(first: Int = 5)', 'Thing.parts: first is 5 by itself here, and 10 there'],
    ['ThingInput { name: String! }', 'ThingInput { name: String }', 'ThingInput: name is required there, and not here'],
    [', must: Int!', '', 'Mutation.put: must is required there, and not known here'],
    ['@once(key: String!)', '@once(key: Int!)', '@once: key is Int! here, and String! there'],
    ['type Thing {', 'type Other { id: ID! } type Thing {', 'Other: there is no such type'],
    ['type Thing {', 'interface Own { id: ID! } type Thing implements Own {', 'Own: there is no such type'],
  ])('a simulated schema with %s as %s is no part of the official one', (from, to, problem) => {
    expect(simulated((text) => text.replace(from, to))).toContain(problem);
  });

  it('a simulated schema says which values it leaves out', () => {
    expect(valuesLeftOut(buildSchema('enum Colour { RED } type Query { a: Colour }'), official)).toEqual([
      { of: 'Colour', value: 'GREEN' },
    ]);
  });
});

describe('the data of an answer', () => {
  const document = parse('query($id:ID!){it:thing(id:$id){id ...on Thing{colour} parts{name}}}');

  it.each([
    [{ it: { id: '1', colour: 'RED', parts: [{ name: 'a' }] } }, []],
    [{ it: null }, []],
    [
      { it: { id: null, colour: 'BLUE', parts: null } },
      [
        'query.it.id: null, and ID! there',
        'query.it.colour: "BLUE" is no Colour',
        'query.it.parts: null, and [Thing!]! there',
      ],
    ],
  ])('the data of an answer are judged: %j', (data, misfits) => {
    expect(dataMisfits(official, document, data)).toEqual(misfits);
  });
});

describe('an enum', () => {
  const judged = {
    name: 'Colour',
    known: { RED: 'warm', GREEN: unmapped('nobody asks for it') },
    means: (value: string) => (value === 'RED' ? 'warm' : 'cold'),
    mappedIn: 'colours.ts',
  };
  const problems = (values: readonly string[], means = judged.means) =>
    enumProblems({ ...judged, means, values: new Map(values.map((value) => [value, ['2026-10']])) });

  it('each value of an enum is known, mapped or with a reason', async () => {
    expect(await problems(['RED', 'GREEN'])).toEqual([]);
  });

  it('an enum says what to do about a value that is new, gone, or taken for something else', async () => {
    expect(await problems(['RED', 'GREEN', 'BLUE'])).toEqual([
      expect.stringMatching(/^Colour has the value BLUE \(2026-10\), which is new: .*"cold".*colours\.ts.*reason\.$/),
    ]);
    expect(await problems(['RED'])).toEqual([expect.stringMatching(/^Colour has no value GREEN any more\./)]);
    expect(await problems(['RED', 'GREEN'], () => 'cold')).toEqual([expect.stringContaining('RED is "warm"')]);
    expect(
      await problems(['RED', 'GREEN'], (value) => (value === 'A_VALUE_THAT_NOBODY_KNOWS' ? 'cold' : 'warm')),
    ).toEqual([expect.stringContaining('GREEN is listed as unmapped')]);
  });
});

describe('an exception', () => {
  it('an exception is kept for its reason, and refused once nothing is like it', () => {
    const kept = [{ problem: /^a:/, why: 'it is played' }];
    expect(notKept(['a: 1', 'a: 2', 'b: 1', 'b: 1'], kept)).toEqual(['b: 1']);
    expect(notKept([], kept)).toEqual([expect.stringContaining('take it off the list')]);
  });
});
