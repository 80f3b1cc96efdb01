package dev.emporium.platform.web;

import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.MediaType;
import org.glassfish.jersey.server.model.ModelProcessor;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.model.ResourceModel;

/**
 * What is answered with nothing, everybody accepts: a client that was made of the description accepts what is described, of such
 * an operation the problems alone.
 */
public final class EmptyAnswers implements ModelProcessor {
    @Override
    public ResourceModel processResourceModel(ResourceModel model, Configuration configuration) {
        ResourceModel.Builder accepted = new ResourceModel.Builder(false);
        model.getResources().forEach(resource -> accepted.addResource(accepted(resource)));
        return accepted.build();
    }

    @Override
    public ResourceModel processSubResource(ResourceModel model, Configuration configuration) {
        return model;
    }

    private static Resource accepted(Resource resource) {
        Resource.Builder accepted = Resource.builder(resource);
        resource.getResourceMethods().stream()
                .filter(EmptyAnswers::isAnswered)
                .forEach(method -> accepted.updateMethod(method).produces(MediaType.WILDCARD_TYPE));
        resource.getChildResources().forEach(child -> accepted.replaceChildResource(child, accepted(child)));
        return accepted.build();
    }

    private static boolean isAnswered(ResourceMethod method) {
        return !method.isSuspendDeclared()
                && method.getInvocable().getHandlingMethod().getReturnType() == void.class;
    }
}
