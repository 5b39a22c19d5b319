import { GetConfigurationSetCommand, GetConfigurationSetEventDestinationsCommand } from '@aws-sdk/client-sesv2';
import type { Looker } from './look.ts';

export const configurationSet: Looker = async ({ sesv2 }, { properties }) => {
  const { Name } = properties as { Name: string };
  const found = await sesv2.send(new GetConfigurationSetCommand({ ConfigurationSetName: Name }));
  return { wanted: Name, found: found.ConfigurationSetName };
};

/** CloudFormation writes the types of events in small letters, SES in capitals and in an order of its own. */
export const eventDestination: Looker = async ({ sesv2 }, { properties }) => {
  const { ConfigurationSetName, EventDestination } = properties as {
    ConfigurationSetName: string;
    EventDestination: {
      Enabled: boolean;
      MatchingEventTypes: string[];
      EventBridgeDestination: { EventBusArn: string };
    };
  };
  const answer = await sesv2.send(new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName }));
  const [found] = answer.EventDestinations ?? [];
  return {
    wanted: [
      EventDestination.Enabled,
      EventDestination.MatchingEventTypes.map((type) => type.toUpperCase()).sort(),
      EventDestination.EventBridgeDestination.EventBusArn,
    ],
    found: [found?.Enabled, found?.MatchingEventTypes?.toSorted(), found?.EventBridgeDestination?.EventBusArn],
  };
};
