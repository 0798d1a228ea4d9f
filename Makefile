lab test setup:
	@python3 dev.py $@
.PHONY: lab test setup
