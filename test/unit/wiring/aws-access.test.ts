import { describe, expect, it } from 'vitest';
import { environmentAccess } from '../../../wiring/aws-access.ts';

const environment = { AWS_REGION: 'ap-northeast-1', AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' };

describe('what the environment says of AWS', () => {
  it('is the region, the keys, and a token where the keys end', async () => {
    const lasting = environmentAccess(environment);
    expect(lasting.region).toBe('ap-northeast-1');
    expect(await lasting.keys()).toEqual({ accessKeyId: 'AKID', secretAccessKey: 'secret' });
    expect(lasting.endpoint('KMS')).toBeNull();
    const ending = environmentAccess({ ...environment, AWS_SESSION_TOKEN: 'token' });
    expect(await ending.keys()).toMatchObject({ sessionToken: 'token' });
  });

  it('may lead to other addresses, one service before all', () => {
    const access = environmentAccess({
      ...environment,
      AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2',
    });
    expect([access.endpoint('KMS'), access.endpoint('DYNAMODB')]).toEqual(['http://127.0.0.1:1', 'http://127.0.0.1:2']);
  });

  it('names everything that is missing at once', () => {
    expect(() => environmentAccess({})).toThrow(/AWS_ACCESS_KEY_ID[\s\S]*AWS_SECRET_ACCESS_KEY/);
    expect(() => environmentAccess({ ...environment, AWS_REGION: '' })).toThrow(/AWS_REGION is not set/);
  });
});
