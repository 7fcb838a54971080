"""trainingdesk: the desk of a county vocational training centre (县职业技能培训中心)."""
