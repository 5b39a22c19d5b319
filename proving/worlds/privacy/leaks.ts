import type { Planted } from '../../privacy/planted.ts';
import type { Mutant } from '../mutant.ts';

/** What must be found of the planted leaks, and where: each is written down in another form. */
export const leaked: readonly { readonly form: string; readonly what: Planted['what']; readonly where: string }[] = [
  { form: 'a telephone number in full width with brackets', what: 'telephone', where: 'log lines' },
  { form: 'a name in hiragana, URL-encoded', what: 'name', where: 'log lines' },
  { form: 'a mail address in base64', what: 'mail', where: 'table accepted' },
  { form: 'a key as it is', what: 'key', where: 'log lines' },
];

/** Leaks all of them, in one world: a drill takes some seconds. */
export const leaks: Mutant = {
  name: 'leaks',
  edits: [
    {
      in: 'announceRows',
      find: 'const announcements =',
      replace: "const { unpack } = await import('../model/packing.ts');\n  const announcements =",
    },
    {
      in: 'announceRows',
      find: '    row.unannounced.map((pending) => announcementOf(row.shop, row.orderNumber, pending, merchantOf(row.shop))),\n  );',
      replace: `    row.unannounced.map((pending) => {
      const { OrdererModel: who } = JSON.parse(unpack(row.original));
      if (!who) return announcementOf(row.shop, row.orderNumber, pending);
      const phone = who.phoneNumber1 + '（' + who.phoneNumber2 + '）' + who.phoneNumber3;
      const wide = phone.replaceAll(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
      const kana = who.familyNameKana + ' ' + who.firstNameKana;
      const hiragana = kana.replaceAll(/[ァ-ヶ]/g, (one) => String.fromCharCode(one.charCodeAt(0) - 0x60));
      ports.log.info('order.told', { call: wide, link: 'https://shop.example/?for=' + encodeURIComponent(hiragana) });
      const to = Buffer.from('to: ' + who.emailAddress).toString('base64');
      return { ...announcementOf(row.shop, row.orderNumber, pending), to };
    }),
  );`,
    },
    {
      in: 'noteFailure',
      find: 'ports.log.warn(event, { shop: shop.key, code, retry, operation, requestId });',
      replace:
        'const key = Buffer.from(shop.credential.sealed).toString();\n  ports.log.warn(event, { shop: shop.key, code, retry, operation, requestId, key });',
    },
  ],
};
