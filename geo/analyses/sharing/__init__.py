"""What neighbouring communities could share: posts and sites."""
