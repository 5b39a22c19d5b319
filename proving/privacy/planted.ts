import type { RmsSimulator } from '../../simulator/rms/index.ts';

/** Something that must be nowhere but in an order's row: what it is, and how it is looked for. */
export interface Planted {
  readonly what: 'name' | 'address' | 'telephone' | 'zip' | 'mail' | 'remark' | 'card' | 'key';
  readonly value: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** Everything personal in an order as a mall gave it, whichever mall: in the fields that its documents name. */
export function personalDataOf(original: unknown): Planted[] {
  const found: Planted[] = [];
  walk(original, (fields) => {
    const of = (name: string): string => (typeof fields[name] === 'string' ? (fields[name] as string) : '');
    const joined = (...names: readonly string[]): string => names.map(of).join('');
    const note = (what: Planted['what'], ...values: readonly string[]): void => {
      for (const value of values) if (value !== '') found.push({ what, value });
    };
    const awaited = of('familyName') === '入力待ち';
    if ('familyName' in fields && !awaited) {
      note('name', ...names(of('familyName'), of('firstName')), ...names(of('familyNameKana'), of('firstNameKana')));
      note('address', of('city'), of('subAddress'));
      note('telephone', joined('phoneNumber1', 'phoneNumber2', 'phoneNumber3'));
      note('zip', `${of('zipCode1')}-${of('zipCode2')}`);
    }
    for (const prefix of ['Bill', 'Ship']) {
      if (!(`${prefix}LastName` in fields)) continue;
      const field = (name: string): string => of(`${prefix}${name}`);
      note('name', ...names(field('LastName'), field('FirstName')));
      note('name', ...names(field('LastNameKana'), field('FirstNameKana')));
      note('address', field('City'), field('Address1'), field('Address2'));
      note('telephone', field('PhoneNumber'));
      note('zip', field('ZipCode').replace(/^(\d{3})-?(\d{4})$/, '$1-$2'));
    }
    // Amazon, and Shopify: one name of two words.
    if ('addressLine1' in fields || 'address1' in fields || 'buyerName' in fields) {
      const [family = '', given = ''] = (of('name') || of('buyerName')).split(' ');
      note('name', ...names(family, given));
      note('address', of('city'), of('addressLine1'), of('addressLine2'), of('address1'), of('address2'));
      note('telephone', of('phone'), of('phone').replace('+81', '0'));
      note('zip', of('postalCode') || of('zip'));
    }
    note('mail', of('emailAddress'), of('receiverEmailAddress'), of('BillMailAddress'), of('buyerEmail'), of('email'));
    note('card', of('cardOwner'), of('cardNumber'));
    note('remark', remarkOf(of('remarks')), remarkOf(of('BuyerComments')), of('noshi'), of('GiftWrapMessage'));
    note('remark', remarkOf(of('note')), remarkOf(of('giftMessage')));
  });
  return found;
}

/** Both parts together in either order, and each part alone where it is long enough to be no chance. */
function names(family: string, given: string): string[] {
  const alone = [family, given].filter((name) => name.length >= (/^[\p{sc=Katakana}ー]+$/u.test(name) ? 4 : 2));
  return family === '' || given === '' ? alone : [`${family}${given}`, `${given}${family}`, ...alone];
}

/** What the buyer wrote, without what the mall's form writes around it. */
const remarkOf = (text: string): string => (text.split('[備考:]\n').at(-1) ?? '').trim().slice(0, 30);

function walk(value: unknown, visit: (fields: Fields) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) visit(value as Fields);
  for (const inner of Object.values(value)) walk(inner, visit);
}

/** What the books of RMS hold of people, and the keys of its shops. */
export function plantedAtRms({ control }: Pick<RmsSimulator, 'control'>): Planted[] {
  const people = control.books().shops.flatMap(({ orders }) => orders.flatMap(({ model }) => personalDataOf(model)));
  const keys = control.shops().flatMap(({ serviceSecret, licenseKey }) => [serviceSecret, licenseKey]);
  return distinct([...people, ...keys.map((value): Planted => ({ what: 'key', value }))]);
}

/** Each value once. */
export function distinct(planted: readonly Planted[]): Planted[] {
  return [...new Map(planted.map((one) => [`${one.what} ${one.value}`, one])).values()];
}
