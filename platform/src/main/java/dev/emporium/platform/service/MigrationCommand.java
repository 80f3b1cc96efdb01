package dev.emporium.platform.service;

import dev.emporium.platform.persistence.Migration;
import io.dropwizard.migrations.DbCommand;
import java.util.Map;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.ui.LoggerUIService;
import net.sourceforge.argparse4j.inf.Namespace;

/** {@code db migrate} and its kin; what they have to say goes to the log, not to standard output. */
final class MigrationCommand<C extends ServiceConfiguration> extends DbCommand<C> {
    MigrationCommand(Class<C> configurationClass) {
        super(
                "db",
                configuration -> Migration.sessionsOf(configuration.getDatabase()),
                configurationClass,
                "migrations.yaml",
                Map.of(Scope.Attr.ui.name(), new LoggerUIService()));
    }

    @Override
    public void run(Namespace namespace, Liquibase liquibase) throws Exception {
        liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
        Migration.run(liquibase, () -> super.run(namespace, liquibase));
    }
}
