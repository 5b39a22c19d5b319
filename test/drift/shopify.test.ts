import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import {
  buildClientSchema,
  getOperationAST,
  getVariableValues,
  NoDeprecatedCustomRule,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { queries } from '../../malls/shopify/queries.ts';
import { apiVersion } from '../../malls/shopify/site.ts';
import { hookQueries } from '../../malls/shopify/subscriptions.ts';
import { schemaOf } from '../../simulator/shopify/schema.ts';
import { beyond, dataMisfits, valuesLeftOut } from './judge-schema.ts';
import { enumProblems, type Kept, notKept } from './kept.ts';
import { judgedBy, whatToDo } from './packages.ts';
import { shopifyEnums } from './shopify-enums.ts';
import { shopifyTraffic } from './shopify-traffic.ts';

const folder = 'malls/shopify';
const documents = { ...queries, ...hookQueries };

/** Values of official enums that the simulator never answers, and does not know. */
const notPlayed: readonly Kept[] = [
  { problem: /^CurrencyCode\./, why: 'shops of this mall sell in yen' },
  { problem: /^CountryCode\./, why: 'they send within Japan' },
  { problem: /^WebhookSubscriptionTopic\./, why: 'the client subscribes to three topics of orders' },
  { problem: /^OrderSortKeys\./, why: 'the client sorts by creation and by change' },
];

judgedBy('Shopify', (packages) => {
  const data = (file: string): string => packages.at('@shopify/dev-mcp', 'dist', 'data', file);
  const { admin } = JSON.parse(readFileSync(data('supported-versions-schema.json'), 'utf8')) as {
    readonly admin: readonly { readonly name: string }[];
  };
  const names = admin.map(({ name }) => name).sort();
  const schemaAt = (name: string) =>
    buildClientSchema(JSON.parse(gunzipSync(readFileSync(data(`admin_${name}.json.gz`))).toString('utf8')).data);
  // Names of quarters sort by their time, and `unstable` comes after all of them.
  const versions = new Map(names.filter((name) => name >= apiVersion).map((name) => [name, schemaAt(name)]));
  const traffic = shopifyTraffic();

  it(`the package of Shopify has the version that is asked for, ${apiVersion}, and one after it`, () => {
    expect([...versions.keys()], whatToDo).toEqual(expect.arrayContaining([apiVersion, 'unstable']));
  });

  it('every document of the client is known and played here', async () => {
    const texts = readdirSync(folder).map((file) => [file, readFileSync(`${folder}/${file}`, 'utf8')] as const);
    const elsewhere = texts.filter(([, text]) => /\b(?:query|mutation)\s*\(\s*\$/.test(text)).map(([file]) => file);
    expect(elsewhere).toEqual(['queries.ts', 'subscriptions.ts']);
    const sent = new Set((await traffic).map(({ query }) => query));
    expect(Object.entries(documents).filter(([, document]) => !sent.has(document))).toEqual([]);
  });

  describe.each([...versions])('%s', (_, schema) => {
    it('a version of Shopify takes every document of the client, and deprecates no part of one', () => {
      const problems = Object.entries(documents).flatMap(([name, document]) =>
        validate(schema, parse(document), [...specifiedRules, NoDeprecatedCustomRule]).map(
          ({ message }) => `${name}: ${message}`,
        ),
      );
      expect(problems, whatToDo).toEqual([]);
    });

    it('a version of Shopify takes what the client sends with its documents', async () => {
      const problems = (await traffic).flatMap(({ query, variables }) => {
        const operation = getOperationAST(parse(query));
        const { errors = [] } = getVariableValues(schema, operation?.variableDefinitions ?? [], variables);
        return errors.map(({ message }) => message);
      });
      expect([...new Set(problems)], whatToDo).toEqual([]);
    });

    it('a version of Shopify allows everything that the simulator answers', async () => {
      const answered = (await traffic).filter((one) => one.data !== undefined);
      const problems = answered.flatMap(({ query, data: found }) => dataMisfits(schema, parse(query), found));
      expect([...new Set(problems)], whatToDo).toEqual([]);
    });
  });

  it.each(names)('%s has everything that the simulator has in this version', (name) => {
    const official = versions.get(name) ?? schemaAt(name);
    expect(beyond(schemaOf(name), official), whatToDo).toEqual([]);
  });

  it('the schema of Shopify has no values that the simulator cannot answer', () => {
    const left = [...versions].flatMap(([version, schema]) =>
      valuesLeftOut(schemaOf(version), schema).map(
        ({ of, value }) => `${of}.${value}: play it in simulator/shopify/, or list it in test/drift/ with the reason`,
      ),
    );
    expect(notKept(left, notPlayed), whatToDo).toEqual([]);
  });

  describe('has values that our code makes something of, one by one', () => {
    it.each(shopifyEnums(versions))('$name', async (judged) => {
      expect(await enumProblems(judged), whatToDo).toEqual([]);
    });
  });
});
