"""Components that plan cases name: the contract of a component without Pulumi, so that cases stay fast and stable."""
