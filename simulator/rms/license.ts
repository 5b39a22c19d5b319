import { jstStamp } from '../jst.ts';
import { licenseOf } from './authorise.ts';
import type { Operation } from './operation.ts';
import { errors, json } from './reply.ts';

/** license.expiryDate.get: when the key ends, in JST and without a zone. A dead key cannot be asked about: 401 comes first. */
export const licenseExpiry: Operation = {
  name: 'license.expiryDate',
  api: 'license',
  write: false,
  perform: ({ shop, query, request }) => {
    const asked = query.get('licenseKey');
    if (asked === null || asked === '') return errors(400, { code: 'IE0001', message: 'licenseKey is mandatory.' });
    const license = licenseOf(shop, request.headers);
    if (asked !== license.key) {
      return errors(400, { code: 'IE0002', message: 'licenseKey has an invalid value.' });
    }
    return json(200, { expiryDate: jstStamp(license.expiresAt) });
  },
};
