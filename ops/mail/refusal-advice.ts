/**
 * What a refusal of the mail service means, and what to do.
 * https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
 *
 * @param reason the name of the service's exception
 */
export function adviceOn(reason: string, sender: string): string[] {
  const first = `The mail service did not take the mail: ${reason}.`;
  switch (reason) {
    case 'MessageRejected':
      return [
        first,
        `Mostly ${sender} is not verified, or SES is in the sandbox and the address is not verified either. ops doctor tells which.`,
      ];
    case 'MailFromDomainNotVerifiedException':
      return [first, 'The MAIL FROM domain of the identity is not verified: set its MX and SPF records, or remove it.'];
    case 'AccountSuspendedException':
    case 'SendingPausedException':
      return [
        first,
        'SES has stopped the account from sending: read what AWS wrote to its address. ops doctor tells more.',
      ];
    case 'LimitExceededException':
    case 'TooManyRequestsException':
      return [
        first,
        'The quota is used up, for the second or for the day. Try again later; ops doctor tells how much is left.',
      ];
    case 'AccessDeniedException':
      return [first, 'These credentials may not do ses:SendEmail. Allow that action, or choose others with --profile.'];
    default:
      return [first, 'Is the network there, and the region right (--region)? ops doctor tells what else may be wrong.'];
  }
}
